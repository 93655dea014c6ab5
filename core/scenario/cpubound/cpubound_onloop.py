async def test_all(numbers):
    # Computes on the event loop, which can do nothing else.
    return [is_prime(number) for number in numbers]  # C++: testPrimality(
