/** Points at which a crash of the AOI Client must not lose or repeat a notification. */
export type ProbePoint = 'received' | 'journaled' | 'acknowledged' | 'handedOver' | 'handlerDone'

/** Called at each point; tests kill the process there. The library's entries set none. */
export type Probe = (point: ProbePoint) => void
