"""The web application: storage, people, screens; no epidemiology of its own."""
