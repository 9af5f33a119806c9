"""ETLab's database: typed models, the asyncio engine and the migrations; no business rules."""
