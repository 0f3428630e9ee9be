"""The whole of Qihu on one machine by one command (./run). Stands beside the product, imports none of it."""
