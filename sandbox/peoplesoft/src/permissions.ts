import type { Database } from './database.ts'

/** Whether a permission list of the user has the service operation (peoplesoft.md §2). */
export function hasOperation(db: Database, oprid: string, operation: string): boolean {
  const table = db.table('PSAUTHWS')
  return classesOf(db, oprid).some(CLASSID => table.get({ CLASSID, IB_OPERATIONNAME: operation }))
}

/** Whether a permission list of the user opens the record to its queries (§2 "QAS"). */
export function hasQueryAccess(db: Database, oprid: string, record: string): boolean {
  const table = db.table('QUERY_ACCESS')
  return classesOf(db, oprid).some(CLASSID => table.get({ CLASSID, RECNAME: record }))
}

function classesOf(db: Database, oprid: string): string[] {
  const roles = [...db.table('PSROLEUSER').under([oprid])]
  return roles.flatMap(role =>
    [...db.table('PSROLECLASS').under([role.ROLENAME!])].map(roleClass => roleClass.CLASSID!),
  )
}
