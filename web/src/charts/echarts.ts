// The only file that imports ECharts; loaded apart from the page, so that the first paint does not wait for it.
import { BarChart, MapChart, PieChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { init, registerMap, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([BarChart, MapChart, PieChart, GridComponent, TooltipComponent, CanvasRenderer])

export { init, registerMap }
