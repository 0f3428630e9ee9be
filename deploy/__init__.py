"""How Qihu is put on a machine. Nothing in the product imports from here."""
