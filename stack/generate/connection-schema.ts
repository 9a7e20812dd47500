import { ConnectionDocument } from '@plumbline/flows'

/** The JSON Schema of a connection file, for editors and for people. */
export const connectionSchema = (): string =>
  `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...ConnectionDocument }, null, 2)}\n`
