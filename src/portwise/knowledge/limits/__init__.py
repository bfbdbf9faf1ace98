"""What there is too little of."""
