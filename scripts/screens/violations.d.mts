import type { Page } from 'playwright-core'

export function violations(page: Page, of?: { colours?: boolean }): Promise<string[]>
