// Microsoft Entra built-in roles by name.
// https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/permissions-reference
export const roleIds = {
  'Global Administrator': '62e90394-69f5-4237-9190-012177145e10',
  'Global Reader': 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
  'Directory Readers': '88d8e3e3-8f55-4a1e-953a-9b9898b8876b',
  'User Administrator': 'fe930be7-5e62-47db-91af-98c3a49a38b1',
  'License Administrator': '4d6ac14f-3453-41d0-bef9-a3e0c569773a',
  'Groups Administrator': 'fdd7a751-b60b-444a-984c-02652fe8fa1c',
  'Helpdesk Administrator': '729827e3-9c14-49f7-bb1b-9608f156bbb8',
  'Authentication Administrator': 'c4e39bd9-1100-46d3-8c65-fb160da0071f',
  'Privileged Authentication Administrator': '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
  'Privileged Role Administrator': 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  'Cloud Application Administrator': '158c047a-c907-4556-b7ef-446551a6b5f7',
  'Application Administrator': '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
  'Domain Name Administrator': '8329153b-31d0-4727-b945-745eb3bc5f31',
  'Exchange Administrator': '29232cdf-9323-42fd-ade2-1d097af3e4de',
  'Security Administrator': '194ae4cb-b126-40b2-bd5b-6091b380977d',
  'Security Reader': '5d6b6bb7-de71-4623-b4af-96380a352509',
  'Teams Administrator': '69091246-20e8-4a56-aa4d-066075b2a7a8',
  'SharePoint Administrator': 'f28a1f50-f6e7-4571-818b-6a12f2af6b6c',
} as const;

export type RoleName = keyof typeof roleIds;

/** In every user's token, whatever roles the user has. */
export const defaultUserRole = 'b79fbf4d-3ef9-4689-8143-76b194e85509';

const guid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** The template id of a role given by name or id; undefined when there is no such role. */
export function roleId(nameOrId: string): string | undefined {
  if (guid.test(nameOrId)) return nameOrId.toLowerCase();
  return Object.entries(roleIds).find(([name]) => name.toLowerCase() === nameOrId.toLowerCase())?.[1];
}
