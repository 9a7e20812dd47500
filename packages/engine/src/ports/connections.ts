/** A connection as the services see it: its settings, no secrets. */
export type ConnectionRow = { id: string; name: string; version: number; document: unknown }

export type Connections = { list(): Promise<ConnectionRow[]> }
