import { busErrors } from '@plumbline/bus'
import { codecErrors } from '@plumbline/codec'
import { peoplesoftCodes } from '@plumbline/peoplesoft'
import { procoreCodes } from '@plumbline/procore'

/** Codes of the flows: what a record means for its target. */
const flowCodes = {
  'account-gone': 'The account is gone in PeopleSoft: nothing to do; a code that was made is renamed.',
  'account-inactive': 'The account is not active: nothing to do; it is sent when PeopleSoft makes it active.',
  'account-not-in-force': 'The account is dated in the future: nothing to do; it is sent on its day.',
  'account-not-in-procore':
    'A cost uses an account that the Procore project has no cost code for yet. Goes on by itself once it is there; see what keeps the account (`plumbline record gl-account`).',
  'account-out-of-scope':
    "The account's type or number is not among those the connection carries: change account_types or ranges if it should be.",
  'account-unknown':
    'A rule names an account that PeopleSoft does not have: correct the mapping, or make the account.',
  'account-unknown-status':
    'The account has a status that is not known here: report it; its code is left as it is.',
  'already-vouchered':
    'Payables has a voucher of the same supplier and invoice: delete one of the two, or correct the invoice number.',
  'amount-too-fine': 'An amount has more decimals than its currency: correct it in Procore.',
  'before-cutover':
    "The cost is dated before the project's post_from. A baseline cost is in the books already: correct them by hand, then release, and it stays unposted. One approved later is posted by a release.",
  'coding-not-in-procore':
    'Procore lacks the cost code, cost type or unit that the mapping gives a line: add it there, or correct the mapping. Looked at again while it waits.',
  'commitment-approved':
    'The commitment is approved in Procore, which refuses the changed lines or vendor: set it back to an open status there, or enter the change as a change order. Looked at again while it waits.',
  'commitment-unknown':
    'Procore does not show the commitment that the requisition bills: look whether it was deleted, or the permission is missing. Looked at again while it waits.',
  'company-code-missing':
    "The company's cost code of this account is not there yet. Goes on by itself once it is.",
  'date-missing': 'The cost has no date in Procore: fill it in there.',
  'deleted-unposted': 'The cost was deleted before it was posted: nothing to do.',
  'edited-there':
    'A person changed the journal in PeopleSoft before it was posted: compare both; a later change of the cost is held until it is released.',
  'foreign-currency':
    'The cost is in a currency that the ledger does not keep: enter it in the base currency; rates are not used.',
  'foreign-origin': 'Another integration owns the cost: nothing to do; it posts it.',
  'foreign-origin-id':
    'The record in Procore belongs to another integration: clear its origin id there or tell the two records apart, then release.',
  following: 'The journal is in PeopleSoft and not posted yet: nothing to do; it is looked at until it is.',
  'future-date': 'The cost is dated in the future: correct the date, wait for it, or release it.',
  'journal-gone':
    'The journal was there and is not any more. It is never posted again by itself: find out who deleted it, and put the books right in PeopleSoft.',
  'journal-in-error':
    'PeopleSoft found edit errors in the journal, which are named: correct them there; it is followed until it is posted.',
  'journal-undone':
    'The journal was deleted, cancelled or unposted in PeopleSoft. It is never posted again by itself: find out why, and put the books right there.',
  'journal-waits-for-posting':
    'The journal is valid and waits for approval, budget check or posting in PeopleSoft: do these there.',
  'mapping-missing':
    'No rule codes the line, as named: add the rule or clearing account, and apply the connection.',
  'no-free-order-number':
    'All numbers that would be ours belong to other orders in PeopleSoft: choose another number_prefix, then retry.',
  'no-lines': 'The cost has no lines: add them in Procore.',
  'no-open-period':
    'The period of the cost is closed and no later one is open yet. Goes on by itself when one is opened.',
  'no-period':
    "The calendar has no period for the cost's date: correct the date or the calendar. Goes on by itself.",
  'not-active':
    'The project, account, department or activity that is named is not active on the day: open it in PeopleSoft, or correct the coding.',
  'not-approved': 'The cost is not approved: nothing to do; it is posted once it is.',
  'order-cancelled-there':
    'The order was cancelled in PeopleSoft, which does not open it again: void the commitment in Procore, or make a new one there.',
  'order-gone':
    'The record was in the other system and is not any more. It is never made again by itself: find out who deleted it, and make a new one.',
  'order-in-use':
    'The commitment has ended in Procore, but its order was received or vouchered: settle these in PeopleSoft and close the order there.',
  'order-line-unknown':
    'The PeopleSoft order has no line for what the requisition bills, as named. Looked at again while it waits; see the order (`plumbline record purchase-order`).',
  'order-never-sent': 'The order ended before it was sent: nothing to do.',
  'order-not-approved': 'The order is not approved in its system: nothing to do; it is sent once it is.',
  'order-not-carried':
    'Orders of its project are not carried by this connection (any more): nothing to do; what stands in PeopleSoft stays.',
  'order-not-in-peoplesoft':
    'The requisition bills a commitment that has no PeopleSoft order yet. Goes on by itself once it has; see what keeps the order (`plumbline record purchase-order`).',
  'order-pending-cancel':
    'The order is about to be cancelled in PeopleSoft: finish or withdraw that there; the commitment stays as it is until then.',
  'order-not-numbered':
    'The commitment has no PeopleSoft order whose number it could show. Goes on by itself once it has; see what keeps the order.',
  'order-number-hidden':
    'The commitment bears a code of its own, which is left alone: clear it in Procore, then retry, if the number of the order is to be seen there.',
  'order-twice':
    'Several orders in PeopleSoft bear the reference of one commitment, as a copy does: take it out of all but one, then retry.',
  'parent-missing': 'The parent code of all accounts could not be made. Tried again; the reason is named.',
  'period-closed':
    "The cost's period is closed, and closed_period is `hold`: open the period, or release it into the next open one.",
  'prior-year':
    'The cost belongs to a prior fiscal year: decide with the books, then release it or leave it.',
  'project-left': 'The account does not belong to the project any more: nothing to do; its code is renamed.',
  'project-not-enabled': "The cost's project was taken out of the connection: enable it, or leave the cost.",
  'purchasing-unit-missing':
    'The project has no purchasing business unit: add bu_po, and apply the connection.',
  'tax-rate-missing': 'A line has a tax code without a rate: give the tax code its rate in Procore.',
  'total-differs':
    "The lines do not come to the cost's total: correct it in Procore, or the tax setting grand_total.",
  'type-not-journalled':
    'Documents of this kind are not posted by this connection (policies, or mode of the change orders): nothing to do.',
  'unknown-status':
    'Procore shows a status that is not known here: report it; nothing is posted or taken back for it.',
  'unknown-type': 'Procore shows a type of cost that is not known here: report it, or change the type.',
  'vendor-class': 'Only outside parties are carried to Procore: nothing to do.',
  'vendor-denied': 'The supplier was denied: nothing to do.',
  'vendor-gone': 'The supplier is gone in PeopleSoft: nothing to do; in Procore it is made inactive.',
  'vendor-inactive': 'The supplier is inactive: nothing to do; in Procore it is made inactive.',
  'vendor-missing': 'The order names no vendor: choose one in its system.',
  'vendor-not-linked':
    "The commitment's vendor is not linked to a supplier. Goes on by itself once it is; see what keeps the vendor (`plumbline record vendor`), or choose another in Procore.",
  'vendor-not-in-procore':
    "The order's supplier is not in Procore's directory yet. Goes on by itself once it is; see what keeps the supplier (`plumbline record vendor`).",
  'vendor-one-time': 'One-time and single-payment suppliers are not carried to Procore: nothing to do.',
  'vendor-out-of-scope':
    "The supplier's SetID is not among those the connection carries: nothing to do; add it to setids if it should be.",
  'vendor-to-be-archived':
    'The supplier is about to be archived: nothing to do; in Procore it is made inactive.',
  'vendor-unapproved': 'The supplier is not approved: approve it in PeopleSoft.',
  'vendor-unknown':
    "The supplier has a status that is not known here: report it, or set one of PeopleSoft's own.",
  'vendor-without-name': 'The supplier has no name in PeopleSoft: give it one.',
} as const

/** Codes of the engine: what became of an attempt, or of a record on its way. */
const engineCodes = {
  'ambiguous-match':
    'More than one record could be this one, it is not certain that they are the same, or it belongs to another: tell them apart or merge them, then release.',
  'answer-unknown': 'A call ended without an answer: nothing to do; what happened is looked up.',
  'claimed-by-another':
    'Another cost or requisition has the same vendor and invoice number: delete one of the two, or correct its number.',
  conflict:
    "A person or a robot changed or deleted our copy in the other system: take it back there, or bring it to the record's origin; a release brings what the origin says there once more.",
  deleted: 'The record was deleted in its source, which is proved as told: nothing to do.',
  'duplicate-at-target':
    'Two journals of one cost stand in PeopleSoft: delete the one too many there; nothing is sent until then.',
  'earlier-revision-there':
    'A journal of a revision that was passed over is in PeopleSoft: take it out there or apply it by hand, then release.',
  'half-posted':
    'One of several journals of a revision was refused after another was taken: correct what is named; the rest is sent then.',
  'id-taken': 'A journal of another origin has our id: nothing to do; the next id is taken.',
  'lease-lost': 'Another writer has taken the record over: nothing to do.',
  linked: 'The record belongs to the one that is named, and nothing is written there: nothing to do.',
  'linked-to-another': 'A record there belongs to two of ours: look at both, then release.',
  'log-mismatch':
    'Kafka and the database do not fit together (a restored copy, a log that was cut): nothing is read until it is settled which one holds.',
  'marked-unlinked':
    'The record bears our marker, or was our copy, and is linked to nothing of ours: look whether it is one too many; a release makes it a record of its own.',
  'many-deletions':
    'More records were deleted in a day than is usual: look whether they are meant, then release each.',
  'mapping-failed':
    'The record could not be mapped, for the reason that is named: report it; release tries again.',
  'no-change': 'The target says this already: nothing to do.',
  'no-free-id': 'No free journal id was found: report it.',
  'not-shown':
    'The source shows the record neither as there nor as deleted, as after a lost permission: restore the permission, or release to look again.',
  'prior-changed': 'The journal that is to be corrected is not as it was posted: look at both, then release.',
  'sent-again': 'It was looked up, was not there, and is sent again: nothing to do.',
  superseded: 'A newer revision took its place: nothing to do.',
  'target-unreadable': 'The target could not be read, for the reason that is named. Tried again.',
  'undone-there':
    'A journal of ours was taken out in PeopleSoft. It is never posted again by itself: put the books right there.',
  'unknown-connection':
    'An event of a connection that is not stored here: a foreign producer, or a lost database.',
  'unreadable-record':
    'What the source shows is no record of this kind: correct the field that is named, then release.',
  'wrong-record': 'The event does not agree with its own key, or has no value: a foreign producer.',
} as const

/** Every stable code that a person can meet, by where it comes from; the sentence is what it means, and what to do. */
export const codes: { title: string; of: Record<string, string> }[] = [
  { title: 'Records that did not arrive, or wait', of: flowCodes },
  { title: 'Deliveries and captures', of: engineCodes },
  { title: 'PeopleSoft', of: peoplesoftCodes },
  { title: 'Procore', of: procoreCodes },
  { title: 'Kafka', of: busErrors },
  { title: 'Schemas and values', of: codecErrors },
]

/** What a code means and what to do; null for one that is not known. The flow tells whose code it is where both systems have it. */
export function adviceOn(code: string | null, flow = ''): string | null {
  if (code === null) return null
  const theirs = flow.endsWith('peoplesoft') ? peoplesoftCodes : procoreCodes
  const found = [theirs, ...codes.map(section => section.of)].find(of => code in of)
  return (found as Record<string, string> | undefined)?.[code] ?? null
}
