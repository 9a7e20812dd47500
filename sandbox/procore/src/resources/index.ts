import type { Api } from '../api.ts'
import { addBillingPeriods } from './billing-periods.ts'
import { addBudget } from './budget.ts'
import { addChangeOrderPackages } from './change-order-packages.ts'
import { addChangeOrderStatuses } from './change-order-statuses.ts'
import { addCommitmentChangeOrders } from './commitment-change-orders.ts'
import { addCommitmentContracts } from './commitment-contracts.ts'
import { addCommitmentLines } from './commitment-lines.ts'
import { addCommitments } from './commitments.ts'
import { addCostCodes } from './cost-codes.ts'
import { CostLocks } from './cost-locks.ts'
import { addDirectCostLines } from './direct-cost-lines.ts'
import { addDirectCosts } from './direct-costs.ts'
import { addDirectory } from './directory.ts'
import { addLineItemTypes } from './line-item-types.ts'
import { addProjectVendors } from './project-vendors.ts'
import { addProjects } from './projects.ts'
import { addRequisitions } from './requisitions.ts'
import { addSegments } from './segments.ts'
import { addStandardCostCodes } from './standard-cost-codes.ts'
import { addSubJobs } from './sub-jobs.ts'
import { addTaxCodes } from './tax-codes.ts'
import { addUoms } from './uoms.ts'
import { addVendors } from './vendors.ts'
import { addWbsCodes } from './wbs-codes.ts'

/** Every resource of the REST API that the sandbox has, webhooks apart. */
export function addResources(api: Api): void {
  addDirectory(api)
  addProjects(api)
  addVendors(api)
  addProjectVendors(api)
  addStandardCostCodes(api)
  addCostCodes(api)
  addLineItemTypes(api)
  addSubJobs(api)
  addSegments(api)
  addWbsCodes(api)
  addTaxCodes(api)
  addUoms(api)
  addBudget(api)
  const locks = new CostLocks()
  addDirectCosts(api, locks)
  addDirectCostLines(api, locks)
  addCommitments(api)
  addCommitmentLines(api)
  addCommitmentContracts(api)
  addChangeOrderStatuses(api)
  addChangeOrderPackages(api)
  addCommitmentChangeOrders(api)
  addBillingPeriods(api)
  addRequisitions(api)
}
