/** What the page says about the instance behind it. The page imports this type. */
export interface ConsoleInfo {
  readonly version: string
  readonly dataFolder: string
  /** Paths and patterns that the agent follows. */
  readonly tailed: readonly string[]
  /** True when the built-in bookstore writes the log that is shown. */
  readonly demo: boolean
}
