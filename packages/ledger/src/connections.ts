import type { Connections } from '@plumbline/engine'
import type { Pool } from './pool.ts'

export function connections(pool: Pool): Connections {
  return {
    async list() {
      const { rows } = await pool.query<{ id: string; name: string; version: string; document: unknown }>(
        'select id, name, version, document from connection order by name',
      )
      return rows.map(row => ({ ...row, version: Number(row.version) }))
    },
  }
}
