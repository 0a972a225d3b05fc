const shells = /^(\S*\/)?-?(ba|da|z|k|mk|pdk|a|ya|fi)?sh( |$)|^(\S*\/)?busybox /

/** Whether the command line of a process is a shell's. */
export const isShell = (command: string): boolean => shells.test(command)
