/** Resolves at the first SIGTERM or SIGINT; a second one within the drain is left to the system's default: an end at once. */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise(resolve => {
    const heard = (signal: NodeJS.Signals) => {
      process.removeListener('SIGTERM', heard)
      process.removeListener('SIGINT', heard)
      resolve(signal)
    }
    process.on('SIGTERM', heard)
    process.on('SIGINT', heard)
  })
}
