print("evcam")
