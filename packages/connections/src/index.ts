export { BadConnection, checkOverlap, readConnectionFile } from './document.ts'
export { connectionOpener, type Opened, type OpenPorts, openClients, readSecret, SECRETS } from './open.ts'
export { openerFor, openPorts } from './opener.ts'
export { type KeyRing, newKeyLine, readKeyRing, seal, unseal } from './seal.ts'
