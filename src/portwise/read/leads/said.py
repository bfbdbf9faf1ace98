"""Messages that are known word for word; the folder ``said`` holds them."""

from portwise.read.saying import sayings

LEADS = tuple(lead for saying in sayings() for lead in saying.leads)
