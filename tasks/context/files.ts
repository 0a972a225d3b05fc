export interface FileInfo {
  kind: 'file' | 'directory' | 'link' | 'other'
  /** Apparent size in bytes; 0 for what is not a regular file. */
  bytes: number
  device: number
  inode: number
}

export interface WriteOptions {
  /** Fails with EEXIST instead of replacing. */
  exclusive?: boolean
  /** Only its owner reads it, also where everybody could before. */
  isPrivate?: boolean
}

/** Files of the project, named relative to it. Writers refuse what would leave it, follow no link and throw in a dry run. */
export interface Files {
  /** Undefined where the file does not exist. */
  read(path: string): string | undefined
  /** The same, but a link in the place of the file is not followed: it throws Unreadable. */
  readItself(path: string): string | undefined
  exists(path: string): boolean
  info(path: string): FileInfo | undefined
  /** Where a link leads, as it is written in it. */
  linkText(path: string): string
  /** The file of the project that a link leads to, relative to the project; undefined where it leads out of it, or to nothing. */
  linkedFile(path: string): string | undefined
  /** Milliseconds since 1970; undefined where there is no such file. */
  modifiedAt(path: string): number | undefined
  list(directory: string): string[]
  /** Where other file systems, or other parts of the same one, are mounted below the project. */
  mounts(): string[]
  /** Files and directories; on request links, none of which is followed, and what is none of these, as a named pipe is. */
  glob(patterns: string[], which?: 'with links and pipes'): Promise<string[]>
  /** Whether the path, every directory on the way to it taken for what it is, is inside the project. */
  inside(path: string): boolean
  /** Why `write` cannot replace or make a file, in words; undefined where it can. */
  obstacle(path: string): string | undefined
  /** The file that `write` replaces or makes, absolute, a link followed; throws where there is an obstacle. */
  target(path: string): string
  /** Temporary file, fsync, rename. */
  write(path: string, text: string, options?: WriteOptions): void
  /** A copy in the same directory, byte for byte and with the same permissions; fails with EEXIST instead of replacing. */
  copyBeside(path: string, name: string): void
  /** A file that is outside the project, named absolutely: only where its owner asked for it. */
  readOutside(path: string): string | undefined
  /** Appends; `from`: what is behind this byte is replaced. What cannot be written whole is not written at all. */
  appendOutside(path: string, text: string, from?: number): void
  /** Removes one file, link or empty directory, if it still is what was planned. */
  remove(path: string, expected: FileInfo): void
}
