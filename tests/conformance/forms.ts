import type { System } from '@plumbline/flow-kit'

/** Switches of the sandboxes by which a vendor says the same in another form; no source settles which one a site has. */
export const forms: Record<System, Record<string, string | number>[]> = {
  peoplesoft: [
    { qasFormat: 'xml' },
    { numbers: 'string', blanks: 'padded', dateTimes: 'iso', jsonContentType: 'text/xml' },
    { numbers: 'fixed', blanks: 'empty', dateTimes: 'iso-offset', nullDates: 'null' },
    { qasOneRow: 'object', qasNameKey: 'queryname', nullDates: 'empty' },
    { profileMaxRows: 30, gzip: 'yes' },
  ],
  procore: [
    { showCostCode: 'compact' },
    { showCostCode: 'absent' },
    { lineTouchesCost: 'yes' },
    { rangeBounds: 'exclusive', pageSize: 2, deletedDirectCosts: 'listed' },
    { syncOrder: 'reversed', inactiveVendors: 'listed', tokenType: 'Bearer' },
    { syncOrder: 'given', originScope: 'project' },
  ],
}
