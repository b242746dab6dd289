/** Every sentence about the bookstore that a user can see. */
export const errors = {
  portTaken: (host: string, port: number) =>
    new Error(
      `Port ${port} on ${host} is taken by another program. Choose another port for the bookstore, or 0 for any.`,
    ),
  portForbidden: (host: string, port: number) =>
    new Error(`Not allowed to open port ${port} on ${host} for the bookstore. Choose one above 1023.`),
  noSuchHost: (host: string, reason: string) =>
    new Error(
      `The bookstore can't listen on ${host}: ${reason}. Choose an address of this machine, such as 127.0.0.1.`,
    ),
  outOfRange: (name: string, value: number, low: number, high: number) =>
    new Error(`The bookstore's ${name} is ${value}, but must be from ${low} to ${high}.`),
  notWhole: (name: string, value: number) =>
    new Error(`The bookstore's ${name} is ${value}, but must be a whole number.`),
  badTarget: (target: string) =>
    new Error(`Visitors can't be sent to '${target}': it must be an address such as http://127.0.0.1:8081.`),
  logUnwritable: (file: string, reason: string) =>
    new Error(`Can't write the bookstore's access log ${file}: ${reason.replace(/\.$/, '')}.`),
  logLinesLost: (file: string, count: number) =>
    new Error(`${count} lines of the access log ${file} are lost: it could not be written for too long.`),
  visitFailed: (target: string, reason: string) =>
    new Error(`A visitor could not reach ${target}: ${reason}.`),
} as const
