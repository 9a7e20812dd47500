/** A failure that its message explains in full: one or two sentences with what to do. Show the message, not the stack. */
export class StackError extends Error {
  override name = 'StackError'
}
