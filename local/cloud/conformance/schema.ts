import { isObject } from '../wire';

/** The part of a JSON Schema that Microsoft's descriptions use. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly type?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly discriminator?: { readonly propertyName: string; readonly mapping: Readonly<Record<string, string>> };
}

/** Types, and properties nobody describes. Everything may be absent: answers carry what was selected. */
export class SchemaCheck {
  constructor(private readonly schemas: Readonly<Record<string, Schema>>) {}

  problems(value: unknown, schema: Schema, at = ''): string[] {
    if (value === null) return schema.nullable === false ? [`${at} is null`] : [];
    const { type } = this.base(schema);
    if (type === 'array') {
      if (!Array.isArray(value)) return [`${at} is not a list`];
      return value.flatMap((item, index) =>
        this.problems(item, this.base(schema).items ?? {}, `${at}/${String(index)}`),
      );
    }
    if (isObject(value))
      return type === 'object' || type === undefined
        ? this.ofObject(value, schema, at)
        : [`${at} is an object, not ${type}`];
    if (type !== undefined && !ofType(value, type)) return [`${at} is not of type ${type}`];
    const values = this.base(schema).enum;
    return values && !values.includes(value) ? [`${at} is none of ${values.join(', ')}`] : [];
  }

  /** All properties of an object schema, inherited ones included. */
  properties(schema: Schema): Readonly<Record<string, Schema>> {
    const resolved = this.resolve(schema);
    return Object.assign(
      {},
      ...(resolved.allOf ?? []).map((each) => this.properties(each)),
      resolved.properties,
    ) as Record<string, Schema>;
  }

  resolve(schema: Schema): Schema {
    if (schema.$ref === undefined) return schema;
    const name = schema.$ref.split('/').at(-1) ?? '';
    return this.resolve(this.schemas[name] ?? {});
  }

  private ofObject(value: Record<string, unknown>, schema: Schema, at: string): string[] {
    const known = this.properties(this.derived(value, schema));
    // An open or empty type says nothing about its properties.
    if (Object.keys(known).length === 0) return [];
    return Object.entries(value).flatMap(([name, each]) => {
      const property = known[name];
      if (property) return this.problems(each, property, `${at}/${name}`);
      return name.startsWith('@odata.') || name.startsWith('extension_') ? [] : [`${at}/${name} is not described`];
    });
  }

  /** The type an object says it has, where the description knows several. */
  private derived(value: Record<string, unknown>, schema: Schema): Schema {
    const discriminator = this.discriminator(schema);
    const $ref = discriminator?.mapping[String(value[discriminator.propertyName])];
    return $ref === undefined ? schema : { $ref };
  }

  private discriminator(schema: Schema): Schema['discriminator'] {
    const resolved = this.resolve(schema);
    return (
      resolved.discriminator ??
      resolved.allOf?.map((each) => this.discriminator(each)).find((each) => each !== undefined)
    );
  }

  private base(schema: Schema): Schema {
    const resolved = this.resolve(schema);
    if (resolved.type !== undefined || !resolved.allOf) return resolved;
    return resolved.allOf.map((each) => this.base(each)).find((each) => each.type !== undefined) ?? resolved;
  }
}

function ofType(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}
