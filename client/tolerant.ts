import { z } from 'zod'

/**
 * Returns the schema without its refusal of unknown elements. The AOI Client reads an AOI Server's messages this way: a
 * server may add an optional element, and older AOI Clients go on working (`docs/protocol.md` section 1).
 */
export function tolerant<Schema extends z.ZodType>(schema: Schema): Schema {
  return loosen(schema) as z.ZodType as Schema
}

function loosen(schema: z.ZodType | z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodObject) {
    // A schema with its own catch-all, such as headers, accepts unknown elements already.
    if (schema.def.catchall !== undefined && !(schema.def.catchall instanceof z.ZodNever)) return schema
    const shape: Record<string, z.core.$ZodType> = schema.shape
    return z.object(Object.fromEntries(Object.entries(shape).map(([name, one]) => [name, loosen(one)])))
  }
  if (schema instanceof z.ZodUnion) return z.union(schema.options.map(loosen))
  if (schema instanceof z.ZodArray) return z.array(loosen(schema.element))
  if (schema instanceof z.ZodOptional) return loosen(schema.unwrap()).optional()
  return schema as z.ZodType
}
