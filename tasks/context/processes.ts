/** A process, as far as the system reports it. */
export interface ProcessInfo {
  pid: number
  parent: number
  /** Its process group: what one pipeline of a shell shares. */
  group: number
  /** The system's session that it is in, which `setsid` begins: what one terminal shares. Where the system reports it. */
  terminalSession?: number
  /** Numeric id of its user. */
  user: number
  /** Its start as the system reports it: only compared, never read. The same pid with another start is another process. */
  start: string
  /** Its start in milliseconds since 1970, as exact as the system has it. */
  startedAt: number
  command: string
  /** Resident bytes. */
  memory: number
  /** Where the system lets this user see them. */
  workingDirectory?: string
  environment?: MarkVariables
  /** By a signal: it takes no other one than KILL before it is continued. */
  stopped?: true
}

/** The variables that show whose a process is. */
export interface MarkVariables {
  BOOKEND_SESSION?: string
  BOOKEND_KEEP?: string
  CLAUDE_CODE_SESSION_ID?: string
  /** The directory that it was started in, where the system reports whole values. */
  PWD?: string
}

/** The processes of this machine. Zombies count as ended. */
export interface Processes {
  /** This process. */
  readonly pid: number
  readonly user: number
  /** Why the system shows no process here, as where no /proc is mounted: nothing can be proven then. Undefined where it shows them. */
  unreadable(): string | undefined
  /** The program that was asked who reads and writes whose streams and did not answer; undefined where all did. */
  unanswered(): string | undefined
  /** The pid namespace that the numbers here count in; undefined where the system has none, or does not say. */
  namespace(): string | undefined
  /**
   * Whether what was started in another pid namespace may run where it is not seen from here, as in a container. What cannot be known from here is taken to have
   * ended after as long as other work is carried on.
   */
  mayHide(started: { pid: number; startedAt: number }): boolean
  /** All of them, or those that are not among some. Where no environment can be read, only tracked ones can be proven to be the session's. */
  list(except?: ReadonlySet<number>): Promise<ProcessInfo[]>
  /** One process as it is now; undefined where there is none. */
  read(pid: number): ProcessInfo | undefined
  /** Who traces a process, as a debugger does; undefined where nobody does, or the system does not say. */
  tracerOf(pid: number): number | undefined
  /** Who listens on which of these TCP ports. */
  listeners(ports: number[]): Promise<Map<number, number[]>>
  /** Files and directories below a directory that living processes other than this one have open; absolute. */
  openPaths(below: string): Promise<Set<string>>
  /** Who holds the other end of the standard streams of this process and of those above it, and whoever reads on from there: a pipeline has many members. */
  streamEnds(): Promise<Set<number>>
  /** Of some processes, who feeds the standard input of each and reads its standard output; those that nobody talks with so are left out. */
  partners(pids: number[]): Promise<Map<number, number[]>>
  /** Sends a signal; false where the process is gone or may not be signalled. */
  signal(pid: number, name: 'SIGTERM' | 'SIGCONT' | 'SIGKILL'): boolean
  /** Whether there is a process of this number; also where nothing else is known of it. */
  isAlive(pid: number): boolean
}
