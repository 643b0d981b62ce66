/**
 * A text as part of a table's key: lower case, and only characters a key may hold
 * (https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#characters-disallowed-in-key-fields).
 * Different texts give different keys, but for case.
 */
export function rowKey(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z\d._@ -]/gu, (character) => `~${character.codePointAt(0)?.toString(16) ?? ''}~`);
}
