import type { Api } from './api.ts'
import { type Call, wrapped } from './call.ts'
import { find, type Kind, save } from './kind.ts'

/** What a route is about to do with records: some resources judge their writes by it. */
export type Action = 'show' | 'write' | 'sync'

/** The routes that most resources have in one form: show, create, update, with the attributes under `wrapper`. */
export function addRecords<R extends object>(
  api: Api,
  path: string,
  wrapper: string,
  kindOf: (call: Call, action: Action) => Kind<R>,
): void {
  api.get(`${path}/:id`, call => {
    const kind = kindOf(call, 'show')
    return kind.show(find(kind, call.params.id!))
  })
  api.post(path, call => {
    const kind = kindOf(call, 'write')
    return kind.show(save(call, kind, wrapped(call, wrapper), null))
  })
  api.patch(`${path}/:id`, call => {
    const kind = kindOf(call, 'write')
    return kind.show(save(call, kind, wrapped(call, wrapper), find(kind, call.params.id!)))
  })
}
