import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Does the work while no other process does it for this checkout: waits for one that is at it, not for one that died. */
export async function onlyOne(root, work) {
  const folder = join(root, '.plumbline')
  const lock = join(folder, 'installing.pid')
  mkdirSync(folder, { recursive: true })
  for (let told = false; !take(lock); await sleep(500)) {
    const holder = holderOf(lock)
    if (holder === null) continue
    if (!isAlive(holder)) rmSync(lock, { force: true })
    else if (!told) console.error(`Another command (pid ${holder}) is installing: waiting for it.`)
    told = true
  }
  try {
    await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    return false
  }
}

/** Null while it is being written or was just taken away. */
function holderOf(lock) {
  try {
    return Number(readFileSync(lock, 'utf8')) || null
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
    return null
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code !== 'ESRCH'
  }
}
