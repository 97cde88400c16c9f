"""Those who trade: each turn's decisions follow from the seed, the fair price and the agent's own open orders."""
