/** EXPLAIN before the statement; one with parameters is prepared first and explained where it is executed. */
export function explained(sql: string): string {
  const execute = /^(\s*PREPARE[\s\S]*;\s*)(EXECUTE[\s\S]*)$/i.exec(sql)
  return execute ? `${execute[1]}EXPLAIN ${execute[2]}` : `EXPLAIN ${sql}`
}
