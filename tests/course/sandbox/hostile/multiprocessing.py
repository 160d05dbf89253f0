# held
import multiprocessing


def attack():
    multiprocessing.get_context("fork").Process(target=print).start()
    return "escaped"
