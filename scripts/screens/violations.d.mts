import type { Page } from 'playwright-core'

export function violations(page: Page): Promise<string[]>
