export { defineLayout } from './define-layout.ts';
export { findListeners, type Listener, type ListeningProcess } from './find-listeners.ts';
export { isPortBound } from './is-port-bound.ts';
export { ktrdrLayout } from './ktrdr-layout.ts';
export type { PortLayout, PortRule, SparePorts } from './port-layout.ts';
export { portsOfSlot, type SlotPort } from './ports-of-slot.ts';
export { portVariables } from './port-variables.ts';
export { sparePortsOfSlot } from './spare-ports-of-slot.ts';
