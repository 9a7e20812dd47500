export { kafkaTool } from './kafka.ts'
export { assertPortsFree, freePortBase, type PortName, type Ports, portBase, portsAt } from './ports.ts'
export { forgetStack, type Stack, type StackOptions, startStack } from './stack.ts'
export { StackError } from './stack-error.ts'
