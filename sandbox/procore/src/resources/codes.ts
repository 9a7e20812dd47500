import { forbidden } from '../refusal.ts'

type Coded = { id: string; parent_id: string | null; code: string }
type Codes = { get(id: string): Coded | null }

/** Parent's code, `-`, own code, up to the root (procore.md §5.2); codes may hold dashes of their own. */
export function fullCode(codes: Codes, row: Coded): string {
  const parent = row.parent_id === null ? null : codes.get(row.parent_id)
  return parent ? `${fullCode(codes, parent)}-${row.code}` : row.code
}

/** A code that was given with the parent's prefix, without it. */
export function ownCode(codes: Codes, row: Coded): string {
  const parent = row.parent_id === null ? null : codes.get(row.parent_id)
  const prefix = parent ? `${fullCode(codes, parent)}-` : ''
  return row.code.startsWith(prefix) ? row.code.slice(prefix.length) : row.code
}

/** Refuses a code that another one under the same parent has; `same` are the rows under that key. */
export function requireFreeCode(same: Coded[], row: Coded): void {
  if (same.some(one => one.id !== row.id)) throw forbidden('code', 'has already been taken')
}

/** Refuses a parent that is the code itself or one below it. */
export function requireTree(codes: Codes, row: Coded): void {
  for (let up = row.parent_id; up !== null; up = codes.get(up)?.parent_id ?? null)
    if (up === row.id) throw forbidden('parent_id', 'cannot be the code itself or one below it')
}
