"""The bridge in Streamlit: radio buttons and Altair, which draws its own charts."""

import altair
import pandas
import streamlit

from benchmarks.rivals.chart import ENDS, bridge

end = streamlit.radio("to", ENDS, horizontal=True)
title, bars = bridge(end)
streamlit.header(title)
table = pandas.DataFrame([vars(bar) for bar in bars])
rows = altair.Chart(table).encode(y=altair.Y("head", sort=None, title=None))
streamlit.altair_chart(
    rows.mark_bar().encode(
        x=altair.X("low", title="%", scale=altair.Scale(domain=[0, 100])),
        x2="high",
        color=altair.Color("colour", scale=None),
    )
    + rows.mark_text(align="left", dx=3).encode(x="high", text="end")
)
