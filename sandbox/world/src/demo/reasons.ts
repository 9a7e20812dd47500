/** Why a record is expected not to arrive. */
export type Reason = { state: 'skipped' | 'baseline' | 'parked' | 'held'; code: string; why: string }

export const skipped = (code: string, why: string): Reason => ({ state: 'skipped', code, why })
export const parked = (code: string, why: string): Reason => ({ state: 'parked', code, why })
export const held = (code: string, why: string): Reason => ({ state: 'held', code, why })
