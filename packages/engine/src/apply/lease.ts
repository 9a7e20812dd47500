import type { Engine } from '../engine.ts'

/**
 * The end of a lease that a call begins under. Whoever takes the lane over after it looks up what came of the call: by
 * then it has ended here, and what it began over there is over too (DESIGN §5).
 */
export function leaseOfCall({ clock, timing }: Engine): Date {
  const { leaseMs, callDeadlineMs, doubtWaitMs } = timing
  return new Date(clock.now().getTime() + Math.max(leaseMs, callDeadlineMs + doubtWaitMs))
}
