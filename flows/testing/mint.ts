import type { Canonical, Draft, Operation } from '@plumbline/flow-kit'

/** A draft with what the engine adds when it mints a revision. */
export function minted<T extends Canonical>(
  draft: Draft<T>,
  { key, revision = 1, operation = 'put' }: { key: string; revision?: number; operation?: Operation },
): T {
  const header = {
    ...draft.header,
    key,
    revision,
    operation,
    deleted_at: operation === 'delete' ? '2026-11-16T15:00:00.000Z' : null,
    deletion_proof: operation === 'delete' ? 'deleted_at at source' : null,
    captured_at: '2026-11-16T15:00:00.000Z',
    captured_by: 'poll',
  }
  return { ...draft, header } as unknown as T
}
