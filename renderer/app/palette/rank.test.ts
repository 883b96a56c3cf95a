import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mostRows, rank, score } from './rank.ts'

const items = (...titles: string[]) => titles.map((title) => ({ id: title, title }))
const titles = (typed: string, all: string[], chosen: string[] = []) =>
  rank(items(...all), typed, chosen).shown.map(({ title }) => title)

describe('ranking in the palette', () => {
  it('puts the whole name first, then its beginning, then the rest', () => {
    expect(titles('orders', ['reorders.sql', 'daily_orders.sql', 'orders', 'orders_by_day.sql'])).toEqual([
      'orders',
      'orders_by_day.sql',
      'daily_orders.sql',
      'reorders.sql',
    ])
  })

  it('finds letters that begin words, and words in any order', () => {
    expect(titles('prm', ['parameters', 'predict_route_median.sql'])[0]).toBe('predict_route_median.sql')
    expect(titles('flights weekly', ['weekly_flights.sql', 'weekly.sql'])).toEqual(['weekly_flights.sql'])
    expect(titles('xyz', ['orders'])).toEqual([])
  })

  it('lets what was chosen lately lead among equals only', () => {
    const all = ['daily_a.sql', 'daily_b.sql', 'daily_c.sql']
    expect(titles('daily', all, ['daily_c.sql'])[0]).toBe('daily_c.sql')
    expect(titles('', all, ['daily_b.sql'])[0]).toBe('daily_b.sql')
    expect(titles('orders', ['orders', 'old_reorders_x'], ['old_reorders_x'])[0]).toBe('orders')
  })

  it('shows 200 rows and counts the rest', () => {
    const all = Array.from({ length: 2040 }, (_, at) => `run ${at}`)
    const { shown, more } = rank(items(...all), 'run', [])
    expect(shown).toHaveLength(mostRows)
    expect(more).toBe(1840)
  })

  it('also finds by the detail, below any title', () => {
    const all = [
      { id: 'a', title: 'a.sql', detail: 'The busiest routes' },
      { id: 'b', title: 'routes.sql' },
    ]
    expect(rank(all, 'routes', []).shown.map(({ id }) => id)).toEqual(['b', 'a'])
  })

  it('answers a number for every text whose letters hold what was typed, and null else', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (before, typed, after) => {
        expect(score(`${before}${typed}${after}`, typed)).not.toBeNull()
      }),
    )
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,8}$/), (typed) => {
        expect(score('0123456789', typed)).toBeNull()
      }),
    )
  })
})
