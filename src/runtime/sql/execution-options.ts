/** Options `executionOptions()` takes. */
export interface ExecutionOptions {
  /**
   * How a session brings its objects up to date after UPDATE and DELETE: by evaluating the condition in the program, by
   * asking the database, or not at all. `auto` tries the first, then the second.
   */
  synchronizeSession?: 'auto' | 'evaluate' | 'fetch' | false;
}
