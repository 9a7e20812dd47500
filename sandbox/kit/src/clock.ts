/** The sandbox's own time: real time plus a shift, or frozen. What waits for a time is looked at on every tick. */
export class SandboxClock {
  #shiftMs = 0
  #frozenAt: number | null = null
  readonly #watchers: ((now: Date) => void)[] = []
  #timer: NodeJS.Timeout | null = null

  now(): Date {
    return new Date(this.#frozenAt ?? Date.now() + this.#shiftMs)
  }

  /** Moves time; what falls due is done before this returns. */
  set(to: { shift_ms?: number; at?: string; freeze?: boolean }): void {
    const frozen = to.freeze ?? this.#frozenAt !== null
    const now = (to.at ? Date.parse(to.at) : this.now().getTime()) + (to.shift_ms ?? 0)
    if (Number.isNaN(now)) throw new Error(`not a time: ${to.at}`)
    this.#frozenAt = frozen ? now : null
    this.#shiftMs = now - Date.now()
    this.tick()
  }

  /** Calls `due` on every tick with the sandbox's time: every `everyMs` of real time and after every `set`. */
  onTick(due: (now: Date) => void, everyMs = 50): void {
    this.#watchers.push(due)
    this.#timer ??= setInterval(() => this.tick(), everyMs)
  }

  tick(): void {
    for (const due of this.#watchers) due(this.now())
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }
}
