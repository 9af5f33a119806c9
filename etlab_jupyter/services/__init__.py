"""What people do with ETLab: one function each, which takes the person who acts.

The REST handlers, the command line and the widgets call these and have no rules of their own. Who
may do what is decided in `access`, everything else about a thing in the module of its name.
"""
