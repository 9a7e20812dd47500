/** Long names of translate values by field (peoplesoft.md §5.2 to §5.5). */
const longNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  VENDOR_STATUS: {
    A: 'Approved',
    E: 'Unapproved',
    U: 'Unapproved',
    D: 'Denied',
    I: 'Inactive',
    X: 'To Be Archived',
  },
  VENDOR_CLASS: { R: 'Outside Party', E: 'Employee', H: 'HCM', A: 'Attorney' },
  VENDOR_PERSISTENCE: { O: 'One-Time', R: 'Regular', S: 'Single-Payment' },
  PO_STATUS: {
    I: 'Initial',
    O: 'Open',
    PA: 'Pending Approval/Approved',
    A: 'Approved',
    D: 'Dispatched',
    C: 'Complete',
    X: 'Canceled',
    PX: 'Pending Cancel',
    DA: 'Denied',
    LD: 'Line Denied',
  },
  CANCEL_STATUS: {
    A: 'Active',
    O: 'Open',
    H: 'Hold',
    P: 'Pending',
    C: 'Closed',
    D: 'Denied',
    X: 'Canceled',
  },
  EFF_STATUS: { A: 'Active', I: 'Inactive' },
  JRNL_HDR_STATUS: {
    N: 'No Status - Needs to be Edited',
    E: 'Journal Has Errors',
    V: 'Valid Journal - Edits Complete',
    P: 'Posted to Ledger(s)',
    U: 'Journal Has Been Unposted',
    I: 'Posting Incomplete',
    T: 'Journal Entry Incomplete',
    D: 'Journal Has Been Deleted',
    X: 'Journal Has Been Cancelled',
    M: 'SJE Model',
    Z: 'Upgrade',
  },
}

/** The long name of a translate value, or the value where the field has none. */
export function longName(field: string, value: string): string {
  return longNames[field]?.[value] ?? value
}
