"""The bridge in Panel: radio buttons and Bokeh, which it is built on."""

import panel
from bokeh.plotting import figure

from benchmarks.rivals.chart import ENDS, bridge

panel.extension()
end = panel.widgets.RadioButtonGroup(options=list(ENDS))


def draw(end: str) -> panel.Column:
    title, bars = bridge(end)
    heads = [bar.head for bar in bars]
    chart = figure(x_range=(0, 100), y_range=heads[::-1], width=1000, height=400)
    chart.hbar(
        y=heads, left=[b.low for b in bars], right=[b.high for b in bars], height=0.7,
        color=[b.colour for b in bars],
    )  # fmt: skip
    chart.text(
        x=[b.high for b in bars], y=heads, text=[b.end for b in bars], text_baseline="middle"
    )
    return panel.Column(panel.pane.HTML(f"<h1>{title}</h1>"), panel.pane.Bokeh(chart))


panel.Column(end, panel.bind(draw, end)).servable()
