import type { AnyApply, AnyCapture, Flow, System } from '@plumbline/flow-kit'
import { changeOrder } from './change-order/entity.ts'
import { changeOrderFromProcore } from './change-order/from-procore.ts'
import { changeOrderToPeoplesoft } from './change-order/to-peoplesoft.ts'
import { directCost } from './direct-cost/entity.ts'
import { directCostFromProcore } from './direct-cost/from-procore.ts'
import { directCostToPeoplesoft } from './direct-cost/to-peoplesoft.ts'
import { glAccount } from './gl-account/entity.ts'
import { glAccountFromPeoplesoft } from './gl-account/from-peoplesoft.ts'
import { glAccountToProcoreCompany } from './gl-account/to-procore-company.ts'
import { glAccountToProcoreProject } from './gl-account/to-procore-project.ts'
import { purchaseOrder } from './purchase-order/entity.ts'
import { purchaseOrderFromPeoplesoft } from './purchase-order/from-peoplesoft.ts'
import { purchaseOrderFromProcore } from './purchase-order/from-procore.ts'
import { purchaseOrderToPeoplesoft } from './purchase-order/to-peoplesoft.ts'
import { purchaseOrderToProcore } from './purchase-order/to-procore.ts'
import { purchaseOrderToProcoreNumber } from './purchase-order/to-procore-number.ts'
import { requisition } from './requisition/entity.ts'
import { requisitionFromProcore } from './requisition/from-procore.ts'
import { requisitionToPeoplesoft } from './requisition/to-peoplesoft.ts'
import { vendor } from './vendor/entity.ts'
import { vendorFromPeoplesoft } from './vendor/from-peoplesoft.ts'
import { vendorToProcore } from './vendor/to-procore.ts'

/** Everything that moves. A new entity is one folder here, one schema, and one line. */
export const flows: Flow[] = [
  { entity: vendor, captures: [vendorFromPeoplesoft], applies: [vendorToProcore] },
  {
    entity: glAccount,
    captures: [glAccountFromPeoplesoft],
    applies: [glAccountToProcoreCompany, glAccountToProcoreProject],
  },
  {
    entity: purchaseOrder,
    captures: [purchaseOrderFromPeoplesoft, purchaseOrderFromProcore],
    applies: [purchaseOrderToProcore, purchaseOrderToPeoplesoft, purchaseOrderToProcoreNumber],
  },
  { entity: changeOrder, captures: [changeOrderFromProcore], applies: [changeOrderToPeoplesoft] },
  { entity: requisition, captures: [requisitionFromProcore], applies: [requisitionToPeoplesoft] },
  { entity: directCost, captures: [directCostFromProcore], applies: [directCostToPeoplesoft] },
]

export const capturesFrom = (system: System): AnyCapture[] =>
  flows.flatMap(flow => flow.captures.filter(capture => capture.from === system))

export const appliesTo = (system: System): AnyApply[] =>
  flows.flatMap(flow => flow.applies.filter(apply => apply.to === system))

/** The subjects under which these captures write, with the schema of each. */
export const subjectsOf = (prefix: string, captures: AnyCapture[]): Record<string, string> =>
  Object.fromEntries(captures.map(({ entity }) => [`${prefix}.${entity.name}.v1-value`, entity.schema]))

export { findDetours } from './coding/round-trip.ts'
export { findTies } from './coding/ties.ts'
export { ConnectionDocument, type ProjectSettings, type Settings } from './connection.ts'
