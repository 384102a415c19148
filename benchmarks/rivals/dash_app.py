"""The bridge in Dash: radio buttons and Plotly."""

import sys

import plotly.graph_objects as plotly
from dash import Dash, Input, Output, dcc, html

from benchmarks.rivals.chart import ENDS, bridge

app = Dash(__name__)
app.layout = html.Div(
    [dcc.RadioItems(ENDS, ENDS[0], id="end"), html.H1(id="title"), dcc.Graph(id="chart")]
)


@app.callback(Output("title", "children"), Output("chart", "figure"), Input("end", "value"))
def draw(end: str) -> tuple[str, plotly.Figure]:
    title, bars = bridge(end)
    drawn = plotly.Bar(
        orientation="h", y=[b.head for b in bars], base=[b.low for b in bars],
        x=[b.high - b.low for b in bars], marker_color=[b.colour for b in bars],
        text=[b.end for b in bars], textposition="outside",
    )  # fmt: skip
    return title, plotly.Figure(drawn, {"xaxis_range": [0, 100], "yaxis_autorange": "reversed"})


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(sys.argv[1]), debug=False)
