import { Select } from '../../ui/index.ts'
import { type Density, setDensity, setTheme, type Theme, useAppearance } from '../appearance.ts'
import { Row } from './row.tsx'

export function Appearance() {
  const { theme, density } = useAppearance()
  return (
    <>
      <Row
        name="Theme"
        sentence="Follows the system, or stays light or dark. High contrast always follows the system."
        onReset={theme === 'system' ? undefined : () => setTheme('system')}
      >
        <Select
          label="Theme"
          hideLabel
          value={theme}
          onChange={(id) => setTheme(id as Theme)}
          options={[
            { id: 'system', label: 'As the system' },
            { id: 'light', label: 'Light' },
            { id: 'dark', label: 'Dark' },
          ]}
        />
      </Row>
      <Row
        name="Density"
        sentence="Height of rows in grids, lists and trees: 24 px, 28 px or 20 px."
        onReset={density === 'default' ? undefined : () => setDensity('default')}
      >
        <Select
          label="Density"
          hideLabel
          value={density}
          onChange={(id) => setDensity(id as Density)}
          options={[
            { id: 'default', label: 'Default, 24 px' },
            { id: 'comfortable', label: 'Comfortable, 28 px' },
            { id: 'compact', label: 'Compact, 20 px' },
          ]}
        />
      </Row>
    </>
  )
}
