import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What a page tells its reader to do, in order: write a file, put lines beside others, run commands. */
export type Step =
  | { do: 'write'; path: string; text: string }
  | { do: 'insert'; path: string; where: 'after' | 'before'; anchor: string; text: string }
  | { do: 'run'; commands: string[] }

/**
 * The steps of a page. @throws for a code block that no line above it explains: a reader would not know what to do with
 * it.
 */
export function readSteps(markdown: string): Step[] {
  const steps: Step[] = []
  const blocks = [...markdown.matchAll(/(?<said>[^\n]*)\n\n```(?<language>\w+)\n(?<text>.*?)^```$/gms)]
  for (let at = 0; at < blocks.length; at++) {
    const { said, language, text } = blocks[at]!.groups as Record<'said' | 'language' | 'text', string>
    const written = /^New file `(.+)`:$/.exec(said)
    const beside = /^In `(.+)`, (after|before):$/.exec(said)
    if (language === 'sh') steps.push({ do: 'run', commands: text.trim().split('\n') })
    else if (written) steps.push({ do: 'write', path: written[1]!, text })
    else if (beside) {
      const added = blocks[++at]?.groups
      if (added?.said !== 'add:') throw new Error(`nothing is added to ${beside[1]}`)
      const where = beside[2] as 'after' | 'before'
      steps.push({ do: 'insert', path: beside[1]!, where, anchor: text, text: added.text! })
    } else throw new Error(`a block stands under "${said}", which does not say what to do with it`)
  }
  return steps
}

/** Does one step that changes a file. @throws where a new file is there already, or the lines beside are not there once */
export function apply(root: string, step: Exclude<Step, { do: 'run' }>): void {
  const file = join(root, step.path)
  if (step.do === 'write') {
    if (existsSync(file)) throw new Error(`${step.path} is there already`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, step.text)
    return
  }
  const parts = `\n${readFileSync(file, 'utf8')}`.split(`\n${step.anchor}`)
  if (parts.length !== 2)
    throw new Error(`${step.path} has ${parts.length - 1} times, and not once: ${step.anchor}`)
  const lines = step.where === 'after' ? step.anchor + step.text : step.text + step.anchor
  writeFileSync(file, parts.join(`\n${lines}`).slice(1))
}
