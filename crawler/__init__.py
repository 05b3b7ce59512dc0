"""The Scrapy project and the program around it."""
