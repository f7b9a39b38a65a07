CREATE TABLE amounts (id int PRIMARY KEY, a decimal, b decimal(5), c decimal(10,2), d decimal(65,30), e numeric(20,0), f decimal(10,2) unsigned, g fixed(8,3), h dec(4,4));
INSERT INTO amounts VALUES (1, 1, -99999, 1234.50, 0.000000000000000000000000000001, 12345678901234567890, 0.01, -1.500, 0.9999);
CREATE TABLE measures (id int PRIMARY KEY, a float, b double, c real, d float(7,3), e double(12,4), f float unsigned, g double precision, h float(24), i float(53), j double unsigned zerofill);
INSERT INTO measures VALUES (1, 0.5, 1e308, -2.25, 1234.567, 12345678.1234, 3, 0.1, 1.5, 1.5, 7);
